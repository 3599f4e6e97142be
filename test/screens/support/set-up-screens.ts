import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';
import { type FakeCore, startFakeCore } from './fake-core.ts';
import { fakeNowMs } from './fake-members.ts';
import { type OpenPage, openScreens, type PageOptions } from './till-page.ts';

/** One browser for a file; for each test a made-up till of its own and a page that must not complain. */
export function setUpScreens() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  return {
    /** `tillNowMs`: the till's time where it is another than the page's. */
    open: async (
      options: PageOptions & { readonly tillNowMs?: number } = {},
    ): Promise<OpenPage & { core: FakeCore }> => {
      const stoppedMs = options.tillNowMs ?? (options.isClockFixed === true ? fakeNowMs : null);
      const core = await startFakeCore(() => stoppedMs ?? Date.now());
      const opened = await openScreens(browser, core.url, options);
      onTestFinished(async () => {
        await opened.page.context().close();
        await core.close();
      });
      return { ...opened, core };
    },
    openAt: async (url: string, options: PageOptions = {}): Promise<OpenPage> => {
      const opened = await openScreens(browser, url, options);
      onTestFinished(() => opened.page.context().close());
      return opened;
    },
  };
}
