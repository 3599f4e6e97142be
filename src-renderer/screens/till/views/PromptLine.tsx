import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { pts } from '../../../parts/format.ts';
import { CakeIcon, ClockIcon, LockIcon, PersonIcon, PointsIcon } from '../../../parts/icons.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';

const prompts = {
  birthday: { icon: CakeIcon, words: 'prompt.birthday' },
  points_expiring: { icon: ClockIcon, words: 'prompt.points_expiring' },
  debt: { icon: PointsIcon, words: 'prompt.debt' },
  set_pin: { icon: LockIcon, words: 'prompt.set_pin' },
  complete_profile: { icon: PersonIcon, words: 'prompt.complete_profile' },
} as const satisfies Record<
  NonNullable<MemberSummary['prompt']>,
  { icon: unknown; words: WordKey }
>;

/** Panel part 3: at most one thing worth saying. */
export function PromptLine({ member }: { readonly member: MemberSummary }) {
  const say = useWords();
  if (member.prompt === null) return null;
  const { icon: Icon, words } = prompts[member.prompt];
  return (
    <p className="prompt-line">
      <Icon size={22} />
      <span>
        {say(words, {
          points: pts((member.prompt === 'debt' ? member.debtPoints : member.expiringPoints) ?? 0),
          day: member.expiresOnDay ?? '',
        })}
      </span>
    </p>
  );
}
