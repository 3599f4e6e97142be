import type { EntryKind } from '../domain/points/points-entry.ts';
import type { Language, LocalText, Programme } from '../domain/programme/programme.ts';
import { refundedTwiceRuleId, refundRefusedRuleId } from '../domain/refund/settle-refunds.ts';
import { entryWords, type EntryWordKey } from './entry-words.ts';

export const reasonCharactersMax = 40;

/** The parts of a programme that give rules their names. */
export type Named = Pick<
  Programme,
  'tiers' | 'campaigns' | 'adjust' | 'plans' | 'coupons' | 'sinks' | 'promotions'
>;

/**
 * Says why an entry of the ledger is there, in at most 40 characters: the words of the programme it was decided under
 * where it names a tier, a campaign or a reason. `programme` is null when that version is no longer here.
 */
export function entryReason(
  entry: { readonly kind: EntryKind; readonly ruleId: string },
  programme: Named | null,
  language: Language,
): string {
  const words = entryWords[language];
  const named = nameOfRule(entry.ruleId, programme)?.[language];
  const key = keyOf(entry.kind, entry.ruleId);
  return shortenReason(named === undefined ? words[key] : joined(key, named, words));
}

function joined(
  key: EntryWordKey,
  named: string,
  words: Readonly<Record<EntryWordKey, string>>,
): string {
  return key === 'tierBonus' ? `${words.tierBonus} · ${named}` : named;
}

function keyOf(kind: EntryKind, ruleId: string): EntryWordKey {
  if (ruleId === refundedTwiceRuleId) return 'refundedTwice';
  if (ruleId === refundRefusedRuleId) return 'refundRefused';
  switch (kind) {
    case 'earn_bonus':
      return ruleId.startsWith('tier:') ? 'tierBonus' : 'campaignBonus';
    case 'restore':
      if (ruleId.startsWith('claim:')) return 'restoreClaim';
      return ruleId === 'cancel' ? 'restoreCancelled' : 'restoreRefunded';
    case 'debt_settle':
      return 'debtSettle';
    case 'write_off':
      if (ruleId === 'refund:deduct') return 'shortDeducted';
      return ruleId === 'refund:waive' ? 'shortWaived' : 'writeOff';
    case 'merge_out':
      return 'mergeOut';
    case 'merge_in':
      return 'mergeIn';
    case 'redeem':
      return ruleId.startsWith('sink:') ? 'sink' : 'redeem';
    case 'hold':
    case 'release':
    case 'expire':
    case 'opening':
    case 'earn':
    case 'takeback':
    case 'adjust':
    case 'debt':
      return kind;
  }
}

/** What a programme calls a rule by its id; undefined where it does not name it. */
export function nameOfRule(ruleId: string, programme: Named | null): LocalText | undefined {
  const [sort, code] = [
    ruleId.slice(0, ruleId.indexOf(':')),
    ruleId.slice(ruleId.indexOf(':') + 1),
  ];
  switch (sort) {
    case 'tier':
      return programme?.tiers.find((tier) => tier.code === code)?.name;
    case 'campaign':
      return programme?.campaigns.find((campaign) => campaign.campaignId === code)?.name;
    case 'promotion':
      return programme?.promotions.find((each) => each.promotionId === code)?.name;
    case 'plan':
      return programme?.plans.find((plan) => plan.planId === code)?.name;
    case 'coupon':
      return programme?.coupons.templates.find((each) => each.templateId === code)?.name;
    case 'sink':
      return programme?.sinks.find((sink) => sink.sinkId === code)?.name;
    case 'adjust':
      return programme?.adjust.reasons.find((reason) => reason.code === code)?.name;
    default:
      return undefined;
  }
}

/** Cuts a reason to 40 characters (R058). */
export function shortenReason(text: string): string {
  const characters = Array.from(text);
  if (characters.length <= reasonCharactersMax) return text;
  return `${characters.slice(0, reasonCharactersMax - 1).join('')}…`;
}
