import { whyForBirthday } from '../../src-shared/domain/campaign/campaigns-at.ts';
import type { Language, Programme } from '../../src-shared/domain/programme/programme.ts';
import { factsOf } from '../../src-shared/domain/quote/facts-of.ts';
import type { Benefit, ReceiptQuote, UnusedBenefit } from '../../src-shared/domain/quote/quote.ts';
import { quoteReceipt } from '../../src-shared/domain/quote/quote-receipt.ts';
import { decideUpgrade } from '../../src-shared/domain/tier/decide-upgrade.ts';
import { growthOfReceipt } from '../../src-shared/domain/tier/growth-of-receipt.ts';
import { missingForNextTier } from '../../src-shared/domain/tier/missing-for-tier.ts';
import { postGrowth } from '../../src-shared/domain/tier/post-growth.ts';
import { entryReason } from '../../src-shared/text/entry-reason.ts';
import { fillWords, programmeWords } from '../../src-shared/text/programme-words.ts';
import { refusalText } from '../../src-shared/text/refusal-words.ts';
import { whyNotText } from '../../src-shared/text/why-not-words.ts';
import { formatYuan, type Fen } from '../../src-shared/values/fen.ts';
import { groupDigits } from '../../src-shared/values/group-digits.ts';
import { textTable } from './text-table.ts';
import type { Trial } from './try-input.ts';

/**
 * What `programme try` prints: the quote a till would give for this receipt and member, line by line, every benefit used and
 * not used with its reason, the points part by part, and what becomes of the tier. The till's own functions decide it.
 */
export function tryReport(programme: Programme, trial: Trial, language: Language): string {
  const { state, storeId, businessDate, minuteOfDay, wishes } = trial;
  const facts = factsOf({
    programme,
    state,
    storeId,
    businessDate,
    minuteOfDay,
    moment: { businessDate, atMs: 0 },
    redemptions: [],
    asked: {},
  });
  const lines = trial.lines.map(({ name: _name, ...line }) => line);
  const quoted = quoteReceipt({ programme, facts, lines, wishes });
  if (quoted.status === 'refused') return refusalText(language, quoted.code, quoted);
  const { quote } = quoted;
  return [
    headline(programme, trial, language),
    '',
    linesTable(trial, quote, language),
    ...unknownCategories(programme, trial, language),
    '',
    ...section(
      programmeWords[language].benefits,
      benefitRows(programme, quote, language),
      language,
    ),
    '',
    ...section(
      programmeWords[language].unused,
      unusedRows(programme, { quote, trial }, language),
      language,
    ),
    '',
    ...earnedRows(programme, quote, language),
    '',
    ...tierLines(programme, trial, quote, language),
  ].join('\n');
}

function headline(programme: Programme, { state, storeId, ...at }: Trial, language: Language) {
  const words = programmeWords[language];
  const { version, startsOnDay: day } = programme;
  const hour = String(Math.floor(at.minuteOfDay / 60)).padStart(2, '0');
  const minute = String(at.minuteOfDay % 60).padStart(2, '0');
  const points = state.lots.reduce((sum, lot) => sum + lot.points, 0);
  const has = fillWords(words.pointsNow, { points: groupDigits(points) });
  return [
    `${programme.name[language]} · ${fillWords(words.version, { version, day })}`,
    `${at.businessDate} ${hour}:${minute}  ${storeId}  ${words.member} ${tierName(programme, state.tierCode, language)} · ${has}`,
  ].join('\n');
}

function linesTable(trial: Trial, quote: ReceiptQuote, language: Language): string {
  const words = programmeWords[language];
  const { line, goods, amount, price, promotion, coupon, offset, net, points, sum } = words;
  const rows = quote.lines.map((each, index) => [
    String(each.lineNo),
    trial.lines[index]?.name ?? each.sku,
    yuan(each.amountFen),
    yuan(each.priceFen),
    off(each.promotionFen),
    off(each.couponFen),
    off(each.offsetFen),
    yuan(each.netFen),
    groupDigits(each.points),
  ]);
  const total = (of: (each: ReceiptQuote['lines'][number]) => number): number =>
    quote.lines.reduce((all, each) => all + of(each), 0);
  return textTable(
    [
      [line, goods, amount, price, promotion, coupon, offset, net, points],
      ...rows,
      [
        '',
        sum,
        yuan(quote.grossFen),
        yuan(total((each) => each.priceFen)),
        off(total((each) => each.promotionFen)),
        off(total((each) => each.couponFen)),
        off(total((each) => each.offsetFen)),
        yuan(quote.payableFen),
        groupDigits(total((each) => each.points)),
      ],
    ],
    ['right', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
}

/** A category that the programme does not name stops no sale; here it may be a slip of the pen. */
function unknownCategories(
  { categories }: Programme,
  { lines }: Trial,
  language: Language,
): readonly string[] {
  if (categories === undefined) return [];
  const known = new Set(categories.map(({ category }) => category));
  return lines
    .filter(({ category }) => !known.has(category))
    .map(({ lineNo: line, category }) =>
      fillWords(programmeWords[language].unknownCategory, { line, category }),
    );
}

function benefitRows(programme: Programme, quote: ReceiptQuote, language: Language) {
  return quote.benefits.map((benefit) => [
    `  ${kindName(benefit.kind, language)}`,
    ruleName(programme, benefit.ruleId, language),
    benefit.savedFen === 0 ? '' : off(benefit.savedFen),
  ]);
}

function unusedRows(
  programme: Programme,
  { quote, trial }: { readonly quote: ReceiptQuote; readonly trial: Trial },
  language: Language,
) {
  return quote.unused.map((unused) => [
    `  ${kindName(unused.kind, language)}`,
    unusedName(programme, unused, language),
    whyNotText(language, whyForBirthday(unused.whyNot, trial.state, trial.businessDate)),
  ]);
}

function section(
  title: string,
  rows: readonly (readonly string[])[],
  language: Language,
): readonly string[] {
  const none = `  ${programmeWords[language].none}`;
  return [title, rows.length === 0 ? none : textTable(rows, ['left', 'left', 'left'])];
}

function earnedRows(programme: Programme, quote: ReceiptQuote, language: Language) {
  const words = programmeWords[language];
  const rows = quote.parts.map((part) => [
    `  ${entryReason(part, programme, language)}`,
    `+${groupDigits(part.points)}`,
  ]);
  const sum = quote.parts.reduce((all, part) => all + part.points, 0);
  const held = fillWords(words.held, { points: groupDigits(quote.heldPoints) });
  return [
    words.earned,
    textTable([...rows, [`  ${words.sum}`, `+${groupDigits(sum)}`]], ['left', 'right']),
    ...(quote.heldPoints === 0 ? [] : [`  ${held}`]),
    `${words.payable} ${yuan(quote.payableFen)}`,
  ];
}

function tierLines(
  programme: Programme,
  { state, businessDate }: Trial,
  quote: ReceiptQuote,
  language: Language,
): readonly string[] {
  const words = programmeWords[language];
  const growth = growthOfReceipt(businessDate, quote.lines);
  const rise = decideUpgrade({ programme, state, growth, businessDate, receiptNo: '' });
  const after = {
    ...state,
    growth: postGrowth(state.growth, growth, businessDate),
    tierCode: rise?.tierCode ?? state.tierCode,
  };
  const next = missingForNextTier(programme, after, businessDate);
  const missing = next?.missing.map(({ measure, missing: left }) => {
    const isMoney = measure === 'spend_fen' || measure === 'top_up_fen';
    return fillWords(words.missing[measure], { amount: isMoney ? yuan(left) : left });
  });
  return [
    ...(rise === null
      ? []
      : [
          fillWords(words.rises, {
            tier: tierName(programme, rise.tierCode, language),
            day: rise.term?.untilDay ?? '',
          }),
        ]),
    ...(next === null || missing === undefined || missing.length === 0
      ? []
      : [
          fillWords(words.nextTier, {
            tier: tierName(programme, next.tierCode, language),
            missing: missing.join(' + '),
          }),
        ]),
  ];
}

function kindName(kind: Benefit['kind'] | UnusedBenefit['kind'], language: Language): string {
  const words = programmeWords[language];
  switch (kind) {
    case 'member_price':
      return words.memberPrice;
    case 'tier_price':
      return words.tierPrice;
    case 'plan_price':
      return words.planPrice;
    case 'promotion':
      return words.promotion;
    case 'coupon':
      return words.coupon;
    case 'points':
      return words.payWithPoints;
    case 'campaign':
      return words.campaign;
  }
}

function unusedName(programme: Programme, { kind, id }: UnusedBenefit, language: Language): string {
  switch (kind) {
    case 'points':
      return '';
    case 'member_price':
      return id;
    case 'tier_price':
      return ruleName(programme, `tier:${id}`, language);
    case 'plan_price':
      return ruleName(programme, `plan:${id}`, language);
    // A trial's coupon has the id of its template.
    case 'coupon':
    case 'promotion':
    case 'campaign':
      return ruleName(programme, `${kind}:${id}`, language);
  }
}

function ruleName(programme: Programme, ruleId: string, language: Language): string {
  const colon = ruleId.indexOf(':');
  const [sort, id] = colon < 0 ? [ruleId, ''] : [ruleId.slice(0, colon), ruleId.slice(colon + 1)];
  const { tiers, plans, promotions, campaigns, coupons } = programme;
  const named =
    sort === 'tier'
      ? tiers.find(({ code }) => code === id)
      : sort === 'plan'
        ? plans.find(({ planId }) => planId === id)
        : sort === 'promotion'
          ? promotions.find(({ promotionId }) => promotionId === id)
          : sort === 'campaign'
            ? campaigns.find(({ campaignId }) => campaignId === id)
            : coupons.templates.find(({ templateId }) => templateId === id);
  return named?.name[language] ?? id;
}

function tierName(programme: Programme, tierCode: string, language: Language): string {
  return programme.tiers.find(({ code }) => code === tierCode)?.name[language] ?? tierCode;
}

function yuan(fen: number): string {
  return formatYuan(fen as Fen); // fen by its name
}

function off(fen: number): string {
  return fen === 0 ? '' : `-${yuan(fen)}`;
}
