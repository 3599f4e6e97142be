import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startOffice, type Office } from '../../src-office/start-office.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { findFreePort } from '../support/free-port.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { silent } from '../till/test-till.ts';

/** The real head office on PGlite. It keeps its address and its data when it goes away and comes back. */
export interface TestOffice {
  readonly url: string;
  admin<Body = Readonly<Record<string, unknown>>>(path: string, body?: unknown): Promise<Body>;
  /** A code that turns one install into a terminal of a store. */
  activationCode(terminalName: string): Promise<string>;
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  remove(): Promise<void>;
}

export async function startTestOffice(): Promise<TestOffice> {
  const folder = await makeTempDir('office');
  await putEmptyDatabase(folder.path);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let office: Office | null = null;
  const comeBack = async (): Promise<void> => {
    office ??= await startOffice({ port, dataFolder: folder.path, log: silent });
  };
  const goDown = async (): Promise<void> => {
    await office?.stop();
    office = null;
  };
  await comeBack();
  const token = readFileSync(path.join(folder.path, 'admin-token'), 'utf8').trim();

  const admin = async <Body>(address: string, body?: unknown): Promise<Body> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(
      `${url}/admin/v1${address}`,
      body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
    );
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  };
  return {
    url,
    admin,
    goDown,
    comeBack,
    activationCode: async (terminalName) => {
      const wish = { storeId: 'S001', storeName: '南京路店', terminalName };
      const { activationCode } = await admin<{ activationCode: string }>('/activations', wish);
      return activationCode;
    },
    remove: async () => {
      await goDown();
      await folder.remove();
    },
  };
}
