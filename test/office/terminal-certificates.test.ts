import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVerifier } from '../../src-main/sync/install-key.ts';
import { certificateRequestText, neighboursText } from '../../src-shared/contract/office-wire.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';

function lanKey(namedCurve = 'P-256'): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve });
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
}

describeOffice(
  'terminal certificates',
  (office) => {
    const certify = (till: OfficeTill, publicKey: string, signed = publicKey) => {
      const text = certificateRequestText({ installId: till.installId, publicKey: signed });
      return till.client.certify({ publicKey, signature: till.sign(text) });
    };
    const neighboursOf = async (till: OfficeTill, neighbourRevision: string | null = null) => {
      const lists = { staffRevision: null, programmeRevision: null, neighbourRevision };
      const page = await till.client.feed({ cursor: null, limit: 1, waitMs: 0, ...lists });
      return page.neighbours ?? null;
    };

    test('OF-04: a terminal is given one for the key it has signed, which names install and store', async () => {
      const till = await OfficeTill.activate(office(), 'S201');
      const publicKey = lanKey();
      const { certificate } = await certify(till, publicKey);
      const read = new X509Certificate(certificate);
      expect(read.subject).toBe(`OU=S201\nCN=${till.installId}`);
      expect(read.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url')).toBe(
        publicKey,
      );
      const list = await neighboursOf(till);
      const authority = new X509Certificate(list?.authority ?? '');
      expect(authority.ca).toBe(true);
      expect(read.checkIssued(authority)).toBe(true);
      expect(read.verify(authority.publicKey)).toBe(true);
      const days = (Date.parse(read.validTo) - office().nowMs()) / 86_400_000;
      expect(Math.round(days)).toBe(180);
    });

    test('refuses a key that the install has not signed, and one of another kind', async () => {
      const till = await OfficeTill.activate(office(), 'S202');
      const refused = { code: 'signature_wrong', status: 422 };
      await expect(certify(till, lanKey(), lanKey())).rejects.toMatchObject(refused);
      await expect(certify(till, lanKey('P-384'))).rejects.toMatchObject(refused);
      await expect(certify(till, till.publicKey)).rejects.toMatchObject(refused);
    });

    test('the feed tells the terminals of the store, signed, and again when one came or was revoked', async () => {
      const first = await OfficeTill.activate(office(), 'S203');
      await OfficeTill.activate(office(), 'S204');
      const alone = await neighboursOf(first);
      const idsOf = (list: typeof alone) => list?.terminals.map(({ installId }) => installId);
      expect(idsOf(alone)).toEqual([first.installId]);
      expect(await neighboursOf(first, alone?.revision ?? '')).toBeNull();

      const second = await OfficeTill.activate(office(), 'S203');
      const both = await neighboursOf(first, alone?.revision ?? '');
      expect(idsOf(both)).toEqual([first.installId, second.installId]);
      expect(both?.terminals[1]).toMatchObject({ publicKey: second.publicKey });
      const { authority = '', terminals = [], signature = '' } = both ?? {};
      const verify = createVerifier(first.officeKey);
      expect(verify(neighboursText({ storeId: 'S203', authority, terminals }), signature)).toBe(
        true,
      );
      expect(verify(neighboursText({ storeId: 'S204', authority, terminals }), signature)).toBe(
        false,
      );

      await callAdmin(office(), `/terminals/${second.terminalId}/revoke`, {});
      expect(idsOf(await neighboursOf(first, both?.revision ?? ''))).toEqual([first.installId]);
      const refused = { code: 'terminal_revoked', status: 403 };
      await expect(certify(second, lanKey())).rejects.toMatchObject(refused);
    });
  },
  ['PGlite'],
);
