import { expect, test } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';

describeOffice('the worst loss to tills without head office (OF-07)', (office) => {
  test('is stated from the limits in force and the tills that may work', async () => {
    const report = () => callAdmin(office(), '/reports/offline-loss');
    expect((await report()).body).toMatchObject({ storeCount: 0, tillCount: 0, pointsLossFen: 0 });
    await OfficeTill.activate(office(), 'S1');
    await OfficeTill.activate(office(), 'S1');
    const lost = await OfficeTill.activate(office(), 'S2');
    expect((await report()).body).toEqual({
      programmeVersion: 1,
      storeCount: 2,
      tillCount: 3,
      floorFenPerMemberAndTill: 500,
      pointsFenPerTill: 50_000,
      pointsLossFen: 150_000,
      extendedPointsLossFen: 300_000,
      couponFenPerTill: 60_000,
      couponLossFen: 180_000,
      grantFenPerMember: 0,
      keptPointsLossFen: 0,
      grantValueFenPerMember: 0,
      valueFenPerTill: 0,
      keptValueLossFen: 0,
      silentTillCount: 0,
      restored: null,
    });
    await callAdmin(office(), `/terminals/${lost.terminalId}/revoke`, {});
    expect((await report()).body).toMatchObject({
      storeCount: 1,
      tillCount: 2,
      pointsLossFen: 100_000,
    });
  });
});
