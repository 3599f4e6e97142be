import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createVerifier } from '../../src-main/sync/install-key.ts';
import { programmeSignatureText } from '../../src-shared/contract/office-wire.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';

const file = path.join(import.meta.dirname, '../../resources/programmes/sample-grocery.json');
const today = businessDateAt(Date.now());
const tomorrow = addDays(today, 1);

describeOffice('programmes', (office) => {
  const publish = (document: unknown) => callAdmin(office(), '/programmes', { document });
  const activate = (version: number, startsOnDay: string) =>
    callAdmin(office(), `/programmes/${version}/activate`, { startsOnDay });
  const list = async () => {
    const { body } = await callAdmin<{ programmes: unknown[] }>(office(), '/programmes');
    return body.programmes;
  };

  test('are refused with everything that is wrong, and nothing is published', async () => {
    const sample = await readSample();
    const [first, second] = sample.promotions;
    const wrong = {
      ...sample,
      promotions: [
        { ...first, offFen: first.thresholdFen },
        { ...second, promotionId: first.promotionId },
      ],
    };
    expect(await publish(wrong)).toMatchObject({
      status: 422,
      body: {
        code: 'programme_invalid',
        problems: [
          { path: 'promotions[1].promotionId' },
          { path: 'promotions[0].offFen', message: '须小于 thresholdFen，否则无需付款' },
        ],
      },
    });
    expect(await list()).toHaveLength(1);
  });

  test('are refused where a group says one thing twice, with its place: the first would be lost without a word', async () => {
    const sample = await readFile(file, 'utf8');
    const twice = sample.replace('"offFen": ', '"offFen": 100, "\\u006fffFen": ');
    const response = await fetch(`${office().url}/admin/v1/programmes`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${office().adminToken}`,
        'content-type': 'application/json',
        'accept-language': 'en',
      },
      body: `{"document": ${twice}}`,
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'programme_invalid',
      problems: [
        {
          path: 'promotions[0].offFen',
          message: 'is written more than once in its group: keep one of them',
        },
      ],
    });
    expect(await list()).toHaveLength(1);
  });

  test('are signed at publication, travel with all older versions, and begin when activated', async () => {
    const till = await OfficeTill.activate(office());
    const isSigned = createVerifier(till.officeKey);
    const sample = { ...(await readSample()), startsOnDay: addDays(today, 30) };
    expect(await publish(sample)).toMatchObject({ body: { status: 'published', version: 2 } });
    const read = async () => {
      const { programmes } = await till.feed(null);
      return (programmes?.documents ?? []).map((document, index) => {
        const signed = programmes!.signatures![index]!;
        return {
          version: (JSON.parse(document) as { version: number }).version,
          startsOnDay: signed.startsOnDay,
          isSigned: isSigned(programmeSignatureText({ ...signed, document }), signed.signature),
        };
      });
    };
    expect(await read()).toEqual([
      { version: 1, startsOnDay: '2020-01-01', isSigned: true },
      { version: 2, startsOnDay: addDays(today, 30), isSigned: true },
    ]);

    expect(await activate(2, tomorrow)).toMatchObject({ body: { status: 'activated' } });
    expect(await activate(2, tomorrow)).toMatchObject({ body: { status: 'activated' } });
    expect((await read())[1]).toEqual({ version: 2, startsOnDay: tomorrow, isSigned: true });
    expect(await list()).toMatchObject([
      { version: 1, isInEffect: true },
      { version: 2, startsOnDay: tomorrow, isInEffect: false },
    ]);

    expect(await activate(2, today)).toMatchObject({ body: { status: 'activated' } });
    expect(await list()).toMatchObject([{ isInEffect: false }, { version: 2, isInEffect: true }]);
  });

  test('that rule receipts already keep their day, and no programme begins in the past', async () => {
    expect(await activate(1, tomorrow)).toMatchObject({
      status: 409,
      body: { code: 'programme_started' },
    });
    expect(await activate(99, tomorrow)).toMatchObject({ body: { code: 'not_found' } });
    const sample = { ...(await readSample()), version: 5, startsOnDay: addDays(today, 9) };
    await publish(sample);
    expect(await activate(5, addDays(today, -1))).toMatchObject({
      status: 422,
      body: { code: 'programme_invalid' },
    });
    const yesterday = { ...sample, version: 6, startsOnDay: addDays(today, -1) };
    expect(await publish(yesterday)).toMatchObject({
      status: 422,
      body: { problems: [{ path: 'startsOnDay', code: 'in_the_past' }] },
    });
    expect(await activate(5, '2026-02-30')).toMatchObject({ status: 422 });
  });

  test('rise in their versions', async () => {
    const sample = await readSample();
    expect(await publish({ ...sample, version: 4 })).toMatchObject({
      status: 422,
      body: {
        problems: [{ path: 'version', message: '须大于已发布的最高版本 5' }],
      },
    });
  });
});

interface Sample {
  readonly promotions: readonly [Promotion, Promotion];
}
interface Promotion {
  readonly promotionId: string;
  readonly thresholdFen: number;
}

async function readSample(): Promise<Sample> {
  return JSON.parse(await readFile(file, 'utf8')) as Sample;
}
