import { Hint } from './Hint.tsx';
import { useWords, type WordKey } from './words.ts';

const words = {
  hid_unavailable: { unseen: 'device.hid_unseen', missing: 'device.hid_missing' },
  serial_unavailable: { unseen: 'device.serial_unseen', missing: 'device.serial_missing' },
} as const satisfies Record<string, { readonly unseen: WordKey; readonly missing: WordKey }>;

/** The kinds of readers that this till cannot see, and what the system lacks for it. */
export function PortProblems({ problems }: { readonly problems: readonly (keyof typeof words)[] }) {
  const say = useWords();
  return problems.map((problem) => (
    <Hint key={problem} title={say(words[problem].unseen)}>
      {say(words[problem].missing)}
    </Hint>
  ));
}
