declare const brandName: unique symbol;

/**
 * A base type that only its own constructor can make, so that points and fen, or two kinds of id,
 * never change places.
 */
export type Brand<Base, Name extends string> = Base & { readonly [brandName]: Name };
