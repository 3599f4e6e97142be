/** Time and ids as the till core uses them; tests pass their own. */
export interface Clock {
  /** Wall clock of this machine, uncorrected. */
  nowMs(): number;
  /** How long this machine has run, sleep included: nobody can set it, and a new start begins at 0. */
  uptimeMs(): number;
  /** A UUIDv7. */
  newId(): string;
}
