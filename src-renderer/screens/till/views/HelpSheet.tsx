import { Sheet } from '../../../parts/Sheet.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';

const keyMap = [
  ['Enter', 'help.enter'],
  ['Esc', 'help.esc'],
  ['F2', 'help.f2'],
  ['Shift F2', 'help.shift_f2'],
  ['F3', 'help.f3'],
  ['Shift F3', 'help.shift_f3'],
  ['+', 'help.plus'],
  ['*', 'help.times'],
  ['/', 'help.slash'],
  ['F4', 'help.f4'],
  ['F5', 'help.f5'],
  ['F6', 'help.f6'],
  ['↑ ↓', 'help.arrows'],
  ['Ctrl Z', 'help.undo'],
  ['F7', 'help.f7'],
  ['F8', 'help.f8'],
  ['Shift F8', 'help.shift_f8'],
  ['F9', 'help.f9'],
  ['F10', 'help.f10'],
  ['F12', 'help.f12'],
  ['Del', 'help.delete'],
  ['1–9', 'help.digits'],
] as const satisfies readonly (readonly [string, WordKey])[];

/** F1: every key on one page. */
export function HelpSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  return (
    <Sheet onClose={onClose} size="wide" title={say('help.title')}>
      <dl className="help-keys">
        {keyMap.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd className="key-hint">{key}</kbd>
            </dt>
            <dd>{say(words)}</dd>
          </div>
        ))}
      </dl>
      <p className="soft">{say('help.scan')}</p>
    </Sheet>
  );
}
