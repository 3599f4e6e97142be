import { pathText, type Problem } from '../../src-shared/programme/problem.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { findRepeatedKeys } from '../../src-shared/programme/repeated-keys.ts';
import { placeText, problemText } from '../../src-shared/text/problem-words.ts';
import { businessDateAt, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import { listProgrammes } from '../store/programme-store.ts';
import { adminCalls, type AdminCallContext } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import { activateProgramme, publishProgramme, readProgrammes } from './publish-programme.ts';

export function publishProgrammeHandler(office: OfficeServices) {
  return adminCalls.programme.publish.handler(async ({ input, context, errors }) => {
    const repeated = findRepeatedKeys(context.bodyText);
    if (repeated.length > 0) throw errors.programme_invalid(refusal(context, inDocument(repeated)));
    const published = await publishProgramme(
      office.store.database,
      office.keys,
      input.document,
      office.nowMs(),
    );
    if (published.status === 'refused') {
      throw errors.programme_invalid(refusal(context, published.problems));
    }
    const { status, version } = published;
    if (status === 'id_reused') {
      const data = { version };
      const problem = { path: ['version'], code: 'version_of_other_content', data } as const;
      throw errors.id_reused({ message: sentence(context, problem) });
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
  return adminCalls.programme.activate.handler(async ({ input, context, errors }) => {
    const { version } = input;
    const startsOnDay = parseBusinessDate(input.startsOnDay);
    if (startsOnDay === null) {
      const problem = { path: ['startsOnDay'], code: 'not_a_day' } as const;
      throw errors.programme_invalid(refusal(context, [problem]));
    }
    const wish = { version, startsOnDay, today: today(office) };
    const activated = await activateProgramme(office.store.database, office.keys, wish);
    switch (activated.status) {
      case 'not_found':
        throw errors.not_found({ message: 'There is no programme of this version.' });
      case 'started': {
        const data = { day: activated.startsOnDay };
        const problem = { path: ['version'], code: 'has_started', data } as const;
        throw errors.programme_started({ message: sentence(context, problem) });
      }
      case 'in_the_past': {
        const problem = { path: ['startsOnDay'], code: 'in_the_past' } as const;
        throw errors.programme_invalid(refusal(context, [problem]));
      }
      case 'activated':
        office.changes.notify();
        office.log.info({ version, startsOnDay }, 'a programme was given its first day');
        return { status: 'activated' as const, version, startsOnDay };
    }
  });
}

/** A refusal with all its problems, in the language of who asks; its message is the first of them. */
function refusal({ language }: Pick<AdminCallContext, 'language'>, problems: readonly Problem[]) {
  const [first] = problems;
  return {
    message: first === undefined ? '' : sentence({ language }, first),
    data: {
      problems: problems.map((problem) => ({
        path: pathText(problem.path),
        code: problem.code,
        message: problemText(language, problem),
      })),
    },
  };
}

/** Places in the body, as places in the document that it brings. */
function inDocument(problems: readonly Problem[]): readonly Problem[] {
  return problems.map((each) =>
    each.path[0] === 'document' ? { ...each, path: each.path.slice(1) } : each,
  );
}

function sentence({ language }: Pick<AdminCallContext, 'language'>, problem: Problem): string {
  return `${placeText(language, problem)}: ${problemText(language, problem)}`;
}

function today(office: OfficeServices) {
  return businessDateAt(office.nowMs());
}
