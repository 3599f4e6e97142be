import { expect, onTestFinished, test } from 'vitest';
import { startActivation } from '../../src-main/till/activation.ts';
import { systemClock } from '../../src-main/till/system-clock.ts';
import { makeTillStore } from '../store/till-support.ts';
import { refusal, startFakeOffice } from '../support/fake-office.ts';
import { silent } from './test-till.ts';

test.each(['activation_unknown', 'activation_used', 'terminal_revoked'])(
  'a code that head office answers with %s is tried no more',
  async (code) => {
    const office = await startFakeOffice();
    onTestFinished(() => office.stop());
    office.script = () => refusal(code, 403);
    const { store } = await makeTillStore();
    const activation = startActivation(
      {
        officeUrl: office.url,
        activationCode: 'CODE',
        clock: systemClock,
        log: silent,
      },
      store,
    );
    onTestFinished(() => activation.stop());
    expect(await activation.soon()).toBe('refused');
    expect(office.calls).toEqual(['activate']);
  },
);
