/** A picture as a canvas gives it: red, green, blue and opacity of each pixel, one byte each. */
export type Picture = Pick<ImageData, 'data' | 'width' | 'height'>;

/** A code that a decoder found in a picture. */
export interface PictureCode {
  readonly text: string;
  /** Two-dimensional codes correct their errors; linear ones have one check digit. */
  readonly kind: 'qr' | 'linear';
  /** The middle of the code, from 0 at the left or upper edge of the picture to 1 at the other. */
  readonly x: number;
  readonly y: number;
}

/** Finds QR codes, EAN-13 and Code 128 in pictures. A picture without any gives none; a second look at one gives the same. */
export interface CodeDecoder {
  decode(picture: Picture): Promise<readonly PictureCode[]>;
}
