import { answer } from '../answer.ts';
import type { Devices } from '../device/devices.ts';
import type { Implementers } from '../implementer.ts';
import { typedRead } from '../scan.ts';

/** The readers of this till, for its device page: what is plugged in, how it is set, what it read last. */
export function deviceHandlers({ keeper }: Implementers, devices: Devices) {
  return {
    list: keeper.device.list.handler(() => devices.list()),
    scans: keeper.device.scans.handler(() => ({ scans: [...devices.scans()] })),
    change: keeper.device.change.handler(async ({ input, context }) => {
      const { list } = answer(
        context.session,
        await devices.change(input.readerId, input.settings),
      );
      return list;
    }),
    forget: keeper.device.forget.handler(async ({ input }) => {
      const { list } = await devices.forget(input.readerId);
      return list;
    }),
    test: keeper.device.test.handler(({ input, context }) =>
      devices.test(input.isOn, context.session),
    ),
    noteScan: keeper.device.noteScan.handler(({ input }) => {
      devices.noteTestScan(input.reader, typedRead(input.text));
      return { status: 'noted' as const };
    }),
    export: keeper.device.export.handler(() => devices.exportFile()),
  };
}
