import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { useWords } from '../../../parts/words.ts';
import { leaveLanguage } from '../create-setup.ts';
import { useSetupRoom } from '../use-setup.ts';

/** How the screens speak and look; arrows choose, Enter goes on. */
export function LanguageView({ settings }: { readonly settings: ReactNode }) {
  const say = useWords();
  const room = useSetupRoom();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLInputElement>('input:checked')?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.target instanceof HTMLButtonElement) return;
      event.preventDefault();
      void leaveLanguage(room);
    };
    // Before the choice, which keeps Enter to itself.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [room]);
  return (
    <section className="setup-card" ref={box}>
      <h2>{say('setup.language_title')}</h2>
      <p className="soft">{say('setup.language_means')}</p>
      <div className="setup-settings">{settings}</div>
      <Button keyHint="Enter" look="primary" onPress={() => void leaveLanguage(room)} size="large">
        {say('setup.next')}
      </Button>
    </section>
  );
}
