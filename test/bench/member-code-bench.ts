import { randomUUIDv7 } from 'node:crypto';
import { createBytesVerifier } from '../../src-main/sync/install-key.ts';
import { verifyMemberCode } from '../../src-main/till/member-code/verify-member-code.ts';
import { classifyScan } from '../../src-shared/scan/classify-scan.ts';
import {
  memberCodeKeyByte,
  memberCodeSignedBytes,
  type SignedMemberCode,
} from '../../src-shared/scan/member-code.ts';
import { memberId } from '../../src-shared/values/ids.ts';
import { makeMemberCode, makeTestKeys } from '../support/member-codes.ts';
import { atLeast, percentile, type BenchLine } from './bench-line.ts';
import { measured, timeBoth } from './timing.ts';

const codeCount = 2_000;
/** The promise of the issue. */
const leastPerSecond = 5_000;

/** A member code from its text to the verdict, beside the bare Ed25519 check of the same bytes. Every code is another. */
export function run(): Promise<readonly BenchLine[]> {
  const keys = makeTestKeys();
  const verifiers = new Map(
    keys
      .publicKeys(Date.now())
      .map(({ keyId, publicKey }) => [memberCodeKeyByte(keyId), createBytesVerifier(publicKey)]),
  );
  const reference = {
    memberCodeVerifier: (keyByte: number) => verifiers.get(keyByte) ?? null,
  };
  const texts = Array.from({ length: codeCount }, () =>
    makeMemberCode(keys, { memberId: memberId(randomUUIDv7()) }),
  );
  const codes = texts.map(read);
  let index = 0;
  const next = (): number => (index = (index + 1) % codeCount);
  const { ours, raw } = timeBoth(
    {
      ours: () => {
        const time = { atMs: Date.now(), trust: 'trusted' as const };
        const code = read(texts[next()] ?? '');
        const refusal = verifyMemberCode(reference, code, { time, storeId: 'S1' });
        if (refusal !== null) throw new Error(refusal);
      },
      raw: () => {
        const code = codes[next()];
        if (code !== undefined && !isSigned(code)) throw new Error('Not signed.');
      },
    },
    { blockCount: 100, blockSize: 50, warmUpCount: 1_000 },
  );
  const perSecond = 1_000_000 / percentile(ours, 0.5);
  return Promise.resolve([
    atLeast('member code: understood and verified per second', perSecond, leastPerSecond, 1),
    measured(
      'member code: understood and verified / bare Ed25519, p50 us',
      percentile(ours, 0.5),
      percentile(raw, 0.5),
    ),
  ]);

  function isSigned({ keyByte, payload, signature }: SignedMemberCode): boolean {
    return verifiers.get(keyByte)?.(memberCodeSignedBytes(payload), signature) === true;
  }
}

function read(text: string): SignedMemberCode {
  const scanned = classifyScan(text, { cardPrefixes: ['29'] });
  if (scanned.kind !== 'signed_code') throw new Error(`A member code is read as ${scanned.kind}.`);
  return scanned.code;
}
