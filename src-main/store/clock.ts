/** Time and ids as the till core uses them; tests pass their own. */
export interface Clock {
  /** Wall clock of this machine, uncorrected. */
  nowMs(): number;
  /** A UUIDv7. */
  newId(): string;
}
