import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { doneStep, shownQuote } from '../till-state.ts';
import { useTill } from '../use-till.ts';
import { Balances } from './Balances.tsx';
import { EarnedCard } from './EarnedCard.tsx';
import { MemberElsewhere } from './MemberElsewhere.tsx';
import { MemberHead } from './MemberHead.tsx';
import { MemberUnknown } from './MemberUnknown.tsx';
import { PromptLine } from './PromptLine.tsx';
import { QuoteChangedNotice } from './QuoteChangedNotice.tsx';
import { SaleCard } from './SaleCard.tsx';
import { TillNoticeLine } from './TillNoticeLine.tsx';

/** The member panel in its fixed order: who, this sale, one thing to say, what is theirs. */
export function MemberPanel({ member }: { readonly member: MemberSummary }) {
  const sale = useTill((state) => state.sale);
  const step = useTill((state) => state.step);
  const done = doneStep(step);
  return (
    <article className="member-panel">
      <MemberHead member={member} />
      {done === null ? <SaleCard sale={sale} /> : <EarnedCard earned={done.earned} />}
      <OneThing member={member} />
      <WhatIsTheirs member={member} />
    </article>
  );
}

/** Panel part 4: balances, how to get to see them, or why they are not here. */
function WhatIsTheirs({ member }: { readonly member: MemberSummary }) {
  if (member.isElsewhere === true) return <MemberElsewhere />;
  if (member.availablePoints === null) return <MemberUnknown member={member} />;
  return <Balances member={member} />;
}

/** Panel part 3: what just happened, else what changed in the quote, else the prompt. */
function OneThing({ member }: { readonly member: MemberSummary }) {
  const quote = useTill((state) => state.sale.quote);
  const offered = useTill((state) =>
    doneStep(state.step) === null ? shownQuote(state.sale) : null,
  );
  const hasNotice = useTill((state) => state.notice !== null);
  if (hasNotice) return <TillNoticeLine />;
  if (quote.status === 'quoted' && quote.changed !== null) {
    return <QuoteChangedNotice change={quote.changed} now={quote.quote} />;
  }
  return <PromptLine member={member} quote={offered} />;
}
