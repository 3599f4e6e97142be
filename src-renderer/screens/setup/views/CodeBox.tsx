import type { Ref } from 'react';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useWords } from '../../../parts/words.ts';
import { useSetup, useSetupRoom } from '../use-setup.ts';

/** The field of an activation code: typed, or scanned from the letter of head office. */
export function CodeBox(props: {
  readonly inputRef: Ref<HTMLInputElement>;
  readonly onEnter: () => void;
}) {
  const say = useWords();
  const room = useSetupRoom();
  const activationCode = useSetup((state) => state.activationCode);
  return (
    <TextBox
      hint={say('setup.code_hint')}
      inputRef={props.inputRef}
      label={say('setup.code')}
      onChange={(typed) => room.store.setState({ activationCode: typed, message: null })}
      onEnter={props.onEnter}
      value={activationCode}
    />
  );
}
