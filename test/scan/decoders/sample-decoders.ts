import { createDecodeText } from '../../../src-shared/scan/decode-text.ts';
import {
  createHidScannerDecoder,
  scannerLayoutOf,
} from '../../../src-shared/scan/decoders/hid-scanner.ts';
import { createHidStripeDecoder } from '../../../src-shared/scan/decoders/hid-stripe.ts';
import { readInputFields } from '../../../src-shared/scan/decoders/hid-descriptor.ts';
import { createSerialDecoder } from '../../../src-shared/scan/decoders/serial-decoder.ts';
import type { ReaderDecoder } from '../../../src-shared/scan/reader-frame.ts';
import type { FrameFile } from '../../devices/frame-files.ts';

const decodeText = createDecodeText(TextDecoder);

/** The decoder that a frame file is about, for a new connection. */
export function decoderOf({ reader, settings }: FrameFile): ReaderDecoder {
  switch (reader) {
    case 'hid_scanner': {
      const { descriptor } = settings as { descriptor?: string };
      if (descriptor === undefined) return createHidScannerDecoder('guessed', decodeText);
      const fields = readInputFields(Buffer.from(descriptor, 'hex')) ?? [];
      const layout = scannerLayoutOf(fields);
      if (layout === null) throw new Error('The descriptor is none of a scanner.');
      return createHidScannerDecoder(layout, decodeText);
    }
    case 'hid_stripe': {
      const { coding } = settings as { coding: 'characters' | 'bits' };
      return createHidStripeDecoder('by_length', coding);
    }
    case 'serial_scanner':
    case 'serial_stripe':
    case 'serial_uid':
      return createSerialDecoder(settings as Parameters<typeof createSerialDecoder>[0], decodeText);
    default:
      throw new Error(`There is no reader "${reader}".`);
  }
}
