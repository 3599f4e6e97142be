/** Where the pipe between two tills is, below `wss://host:port`. */
export const lanPath = '/lan';

/** Of one message on the LAN: a batch of operations, or a single one of the largest size. */
export const lanMessageBytesMax = 6_000_000;

/** How often both ends of a pipe ask whether the other is there: a neighbour whose power went is noticed after two of these. */
export const lanPingEveryMs = 4_000;
