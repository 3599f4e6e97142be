import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { businessDateAt, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import { listProgrammes } from '../store/programme-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import {
  activateProgramme,
  notInThePast,
  publishProgramme,
  readProgrammes,
} from './publish-programme.ts';

export function publishProgrammeHandler(office: OfficeServices) {
  return adminCalls.programme.publish.handler(async ({ input, errors }) => {
    const published = await publishProgramme(
      office.store.database,
      office.keys,
      input.document,
      office.nowMs(),
    );
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
    const { database } = office.store;
    const rows = await listProgrammes(database);
    const inEffect = programmeInEffect(await readProgrammes(database), today(office));
    return {
      programmes: rows.map(({ version, startsOnDay, publishedAtMs }) => ({
        version,
        startsOnDay,
        publishedAtMs,
        isInEffect: version === inEffect?.version,
      })),
    };
  });
}

/** Sets the first day of a programme that has not started. Safe to repeat. */
export function activateProgrammeHandler(office: OfficeServices) {
  return adminCalls.programme.activate.handler(async ({ input, errors }) => {
    const { version } = input;
    const startsOnDay = parseBusinessDate(input.startsOnDay);
    if (startsOnDay === null) {
      const problems = [{ path: 'startsOnDay', message: 'must be a real day' }];
      throw errors.programme_invalid({
        message: 'startsOnDay: must be a real day',
        data: { problems },
      });
    }
    const wish = { version, startsOnDay, today: today(office) };
    const activated = await activateProgramme(office.store.database, office.keys, wish);
    switch (activated.status) {
      case 'not_found':
        throw errors.not_found({ message: 'There is no programme of this version.' });
      case 'started': {
        const { startsOnDay } = activated;
        const message = `Version ${version} has ruled receipts since ${startsOnDay}: publish the change as a new one.`;
        throw errors.programme_started({ message });
      }
      case 'in_the_past': {
        const problems = [{ path: 'startsOnDay', message: notInThePast }];
        const message = `startsOnDay: ${notInThePast}`;
        throw errors.programme_invalid({ message, data: { problems } });
      }
      case 'activated':
        office.changes.notify();
        office.log.info({ version, startsOnDay }, 'a programme was given its first day');
        return { status: 'activated' as const, version, startsOnDay };
    }
  });
}

function today(office: OfficeServices) {
  return businessDateAt(office.nowMs());
}
