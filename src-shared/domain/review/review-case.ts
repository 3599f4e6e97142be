/** What head office looks at by hand, each by the rule that found it. */
export const caseKinds = [
  /** Somebody of the staff served, or approved for, their own member (FR-01, PL-17). */
  'own_member',
  /** Receipts attached after the sale, too many of an operator or to a member, or too old for it (FR-05, PL-17). */
  'late_attach',
  /** A receipt attached after the sale that has earned, by its number and its goods, under another day (PL-17). */
  'receipt_of_other_day',
  /** A receipt that was made up for by hand beside its sale, a paper attached later, or another adjustment (PL-17). */
  'receipt_credited_twice',
  /** What one person answers for on a day, over all tills, went above the limit (PL-17). */
  'adjustments_above_day_limit',
  /** Top-ups at tills that knew nothing of each other took a wallet above its limit (SV-13). */
  'wallet_above_limit',
  /** A task was checked off at two tills in the time in which it counts once: the member was told of it twice (R040, OF-10). */
  'task_checked_twice',
  /** Two receipts used one coupon; the earlier stands, and the rules say who bears the other (CP-09). */
  'coupon_conflict',
  /** Stored value given back within 72 hours of its top-up (SV-11). */
  'top_up_refunded',
  /** Three top-ups on a day that together stay close under a threshold of the law (SV-11). */
  'top_ups_split',
  /** A merge was undone, and of the stored value or coupons that it had brought the survivor has spent some (PL-19). */
  'spent_while_merged',
  /** More of a receipt came back than was sold: two tills took the same goods (R100). */
  'refunded_twice',
  /** A paid plan was given back more than once: tills that did not hear of each other each paid it out (OF-02). */
  'plan_refunded_twice',
  /** A refund of a receipt that its till did not know, which head office cannot decide: the goods were paid for (OF-02). */
  'refund_undecided',
  /** Points paid more than the goods of the receipt came to: they were put back, or the amount was named too high (PL-21). */
  'redeemed_above_receipt',
  /** A number was passed on to whoever has it now, and its former member is frozen (ID-09). */
  'phone_released',
  /** Somebody at a counter thinks that two members are one person (ID-10, PL-19). */
  'possible_duplicate',
  /** Somebody at a counter disputes a line of a member's ledger (R116). */
  'entry_disputed',
  /** An old copy of a till's folder was put back (FR-22). */
  'data_folder_old',
  /** Two machines work as one till (FR-22). */
  'identity_shared',
  /** After a restore a copy of a till was booked before the till that head office had signed for: what it did stays (FR-22). */
  'copy_booked',
] as const;
export type CaseKind = (typeof caseKinds)[number];

/** Ids, figures and days that show what happened; nothing personal. */
export type CaseEvidence = Readonly<Record<string, string | number>>;

/** Something that a rule of head office found: opened once, decided once by a person (R114, R115). */
export interface ReviewCase {
  /** Made of what it is about, so that finding it again is the same case. */
  readonly caseId: string;
  readonly kind: CaseKind;
  /** '' where it is about a till. */
  readonly memberId: string;
  /** Of the staff, who therefore may not decide it; null where it is nobody's doing. */
  readonly operatorId: string | null;
  readonly evidence: CaseEvidence;
  readonly openedAtMs: number;
}
