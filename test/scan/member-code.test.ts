import {
  QRCodeDecoderErrorCorrectionLevel as ErrorCorrectionLevel,
  QRCodeEncoder,
  QRCodeMode,
} from '@zxing/library';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase45, encodeBase45 } from '../../src-shared/scan/base45.ts';
import {
  canHaveCode,
  type MemberCode,
  memberCodeKeyByte,
  memberCodePayload,
  memberCodeText,
  parseMemberCode,
  storeReference,
} from '../../src-shared/scan/member-code.ts';
import { memberId } from '../../src-shared/values/ids.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const uint32 = fc.nat(0xffff_ffff);
const codes: fc.Arbitrary<MemberCode> = fc.record({
  keyByte: fc.nat(255),
  memberId: fc.uuid().map(memberId),
  issuedAtS: uint32,
  nonce: uint32,
  grant: fc.option(
    fc.record({ maxPoints: uint32, storeReference: uint32, livesS: fc.nat(0xffff) }),
  ),
});
const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });

it.each([
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
  ['', ''],
])('RFC 9285, section 4: %j is %j in base45', (plain, text) => {
  expect(encodeBase45(utf8(plain))).toBe(text);
  expect(decodeBase45(text)).toEqual(utf8(plain));
});

it.each(['GGW', ':::', '::', 'A', 'AB8A', 'bb8', 'BB#', 'é0'])(
  'RFC 9285, section 6: %j is no base45',
  (text) => {
    expect(decodeBase45(text)).toBeNull();
  },
);

it('base45 has one text for every byte string', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes);
    }),
  );
});

it('reads what was written, to the last bit of every field (ID-03)', () => {
  fc.assert(
    fc.property(codes, signature, (code, bytes) => {
      const payload = memberCodePayload(code);
      const text = memberCodeText(payload, bytes);
      expect(parseMemberCode(text)).toEqual({ ...code, payload, signature: bytes });
      // A scanner or a field that trims what it is given takes nothing away.
      expect(text).toBe(text.trim());
    }),
  );
});

it('fits a QR code of version 6 at level M with a grant, and has no letter that does not (ID-03)', () => {
  fc.assert(
    fc.property(codes, signature, (code, bytes) => {
      const text = memberCodeText(memberCodePayload(code), bytes);
      expect(text.length).toBeLessThanOrEqual(154);
      const qr = QRCodeEncoder.encode(text, ErrorCorrectionLevel.M);
      expect(qr.getMode()).toBe(QRCodeMode.ALPHANUMERIC);
      expect(qr.getVersion().getVersionNumber()).toBe(6);
    }),
    { numRuns: 20 },
  );
});

it('reads nothing of another length, and never throws', () => {
  for (const length of [0, 88, 90, 98, 100]) {
    expect(parseMemberCode(`M2:${encodeBase45(new Uint8Array(length))}`), `${length}`).toBeNull();
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseMemberCode(`M2:${text}`);
    }),
  );
});

it('names keys, stores and members as its bytes allow', () => {
  expect([memberCodeKeyByte('k1'), memberCodeKeyByte('k257')]).toEqual([1, 1]);
  expect(storeReference(Uint8Array.from([0xff, 0, 0, 1, 7]))).toBe(0xff00_0001);
  expect(canHaveCode('01928f6e-0000-7000-8000-000000000001')).toBe(true);
  expect(canHaveCode('member-1')).toBe(false);
});
