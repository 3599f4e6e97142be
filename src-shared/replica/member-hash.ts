/** Hashes and their sums are whole numbers below this: exact in JavaScript, SQLite and PostgreSQL. */
export const hashModulus = 2 ** 48;

/** Members are compared in parts, by the random end of their ids: 256 of a UUID. */
export function partitionOf(memberId: string): string {
  return memberId.slice(partitionStart);
}

const partitionStart = -2;

/** What `memberHash` is of: SHA-256 of this text (UTF-8), its first 48 bits. The office's database makes the same. */
export function memberHashText(member: {
  readonly memberId: string;
  readonly revision: number;
  readonly stateJson: string;
}): string {
  return `${member.memberId}:${member.revision}:${member.stateJson}`;
}

/** Brings a sum or difference back between 0 and the modulus: sums of both sides compare whatever they began with. */
export function reduceSum(sum: number): number {
  return ((sum % hashModulus) + hashModulus) % hashModulus;
}
