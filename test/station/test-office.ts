import { readFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { startOffice, type Office } from '../../src-office/start-office.ts';
import { silent } from '../till/test-till.ts';
import { useTempDir } from '../support/temp-dir.ts';

export interface TestOffice {
  readonly url: string;
  admin<Body = Readonly<Record<string, unknown>>>(path: string, body?: unknown): Promise<Body>;
  /** A code that turns one install into a terminal of a store. */
  activationCode(terminalName: string): Promise<string>;
  stop(): Promise<void>;
}

/** The real head office on PGlite, on a given or any port. */
export async function useTestOffice(
  given: { readonly port?: number; readonly dataFolder?: string } = {},
): Promise<TestOffice> {
  const dataFolder = given.dataFolder ?? (await useTempDir('office'));
  const office: Office = await startOffice({ port: given.port ?? 0, dataFolder, log: silent });
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= office.stop());
  onTestFinished(stop);
  const token = readFileSync(path.join(dataFolder, 'admin-token'), 'utf8').trim();

  const admin = async <Body>(address: string, body?: unknown): Promise<Body> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(
      `${office.url}/admin/v1${address}`,
      body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
    );
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  };
  return {
    url: office.url,
    admin,
    stop,
    activationCode: async (terminalName) => {
      const wish = { storeId: 'S001', storeName: '南京路店', terminalName };
      const { activationCode } = await admin<{ activationCode: string }>('/activations', wish);
      return activationCode;
    },
  };
}
