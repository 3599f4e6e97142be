import { listProgrammes } from '../store/programme-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import { publishProgramme } from './publish-programme.ts';

export function publishProgrammeHandler(office: OfficeServices) {
  return adminCalls.programme.publish.handler(async ({ input, errors }) => {
    const published = await publishProgramme(office.store.database, input.document, office.nowMs());
    if (published.status === 'refused') {
      const problems = [...published.problems];
      const first = problems[0];
      const message = `${first?.path ?? 'document'}: ${first?.message ?? 'not accepted'}`;
      throw errors.programme_invalid({ message, data: { problems } });
    }
    const { status, version } = published;
    if (status === 'id_reused') {
      const message = `Version ${version} was published with other content: give it a new version.`;
      throw errors.id_reused({ message });
    }
    office.changes.notify();
    office.log.info({ version, status }, 'a programme was published');
    return { status, version };
  });
}

export function listProgrammesHandler(office: OfficeServices) {
  return adminCalls.programme.list.handler(async () => {
    const programmes = await listProgrammes(office.store.database);
    return {
      programmes: programmes.map(({ version, startsOnDay, publishedAtMs }) => ({
        version,
        startsOnDay,
        publishedAtMs,
      })),
    };
  });
}
