import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import { pts, yuan } from '../../../parts/format.ts';
import {
  CakeIcon,
  ClockIcon,
  LockIcon,
  PersonIcon,
  PointsIcon,
  SpeechIcon,
} from '../../../parts/icons.tsx';
import { type Say, useWords, type WordKey } from '../../../parts/words.ts';

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

/**
 * Panel part 3, one thing and no more (section j): with a quote that offers something the sentence of the script that the
 * cashier says, else what is worth saying to this member.
 */
export function PromptLine(props: {
  readonly member: MemberSummary;
  readonly quote: Quote | null;
}) {
  const say = useWords();
  const { member, quote } = props;
  const offer = quote === null ? null : offerSentence(say, member, quote);
  if (offer !== null) {
    return (
      <p className="prompt-line">
        <SpeechIcon size={22} />
        <span>{offer}</span>
      </p>
    );
  }
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

/** Sentence 2 of the script: who it is, what is saved already, and what could be used besides; null where there is nothing. */
function offerSentence(
  say: Say,
  { maskedName: name, tierName: tier }: MemberSummary,
  { savedFen, points, coupons }: Quote,
): string | null {
  const { used, maxPoints, offsetFenAtMax } = points;
  const parts = [
    ...(savedFen > 0 ? [say('prompt.say_saved', { amount: yuan(savedFen) })] : []),
    ...(coupons.length > 0 ? [say('prompt.say_coupons', { count: coupons.length })] : []),
    ...(used === 0 && maxPoints > 0
      ? [say('prompt.say_points', { amount: yuan(offsetFenAtMax) })]
      : []),
  ];
  if (parts.length === 0) return null;
  const offers = parts.join(say('prompt.say_separator'));
  return name === ''
    ? say('prompt.say_nameless', { tier, offers })
    : say('prompt.say', { name, tier, offers });
}
