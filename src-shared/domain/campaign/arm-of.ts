const offsetBasis = 0x81_1c_9d_c5;
const prime = 0x01_00_01_93;

/**
 * The half of a stable split a member is in (R081): bit 15 of the FNV-1a hash (32 bit) of `<campaignId>:<memberId>`.
 * The same everywhere and for ever, and different from campaign to campaign. Ids are ASCII.
 */
export function armOf(campaignId: string, memberId: string): 'A' | 'B' {
  let hash = offsetBasis;
  const text = `${campaignId}:${memberId}`;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), prime) >>> 0;
  }
  // The lowest bit of FNV-1a is only the parity of the text: take one that all bits reach.
  return ((hash >>> 15) & 1) === 0 ? 'A' : 'B';
}
