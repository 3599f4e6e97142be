/** How sure the till is of who stands at the counter (ID-02): 0 a spoken phone number, 3 a document or a manager. */
export type IdentificationLevel = 0 | 1 | 2 | 3;

/** What is done for a member. */
export type MemberAct =
  | 'enrol'
  | 'earn'
  | 'refund'
  | 'see_assets'
  | 'edit_profile'
  | 'set_consent'
  | 'set_first_pin'
  | 'bind_card'
  | 'redeem'
  | 'cancel_redemption'
  | 'change_pin'
  | 'change_phone'
  | 'reset_pin'
  | 'adjust';

/** How a member was identified. */
export type IdentifiedBy =
  | 'spoken_phone'
  | 'card'
  | 'phone_and_second_factor'
  | 'member_pin'
  | 'document'
  | 'manager';

/**
 * The level an act needs (ID-02). Earning needs none, so that queues move; spending needs 2, offline strictly. A refund and
 * a cancelled redemption follow a receipt or a redemption that was identified when it was made.
 */
export function needsLevel(act: MemberAct): IdentificationLevel {
  switch (act) {
    case 'enrol':
    case 'earn':
    case 'refund':
    case 'cancel_redemption':
      return 0;
    case 'see_assets':
    case 'edit_profile':
    case 'set_consent':
    case 'set_first_pin':
    case 'bind_card':
      return 1;
    case 'redeem':
    case 'change_pin':
      return 2;
    case 'change_phone':
    case 'reset_pin':
    case 'adjust':
      return 3;
  }
}

/** The level a means of identification reaches (ID-02). */
export function levelOf(by: IdentifiedBy): IdentificationLevel {
  switch (by) {
    case 'spoken_phone':
      return 0;
    case 'card':
    case 'phone_and_second_factor':
      return 1;
    case 'member_pin':
      return 2;
    case 'document':
    case 'manager':
      return 3;
  }
}
