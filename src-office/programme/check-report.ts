import type { Language, Programme } from '../../src-shared/domain/programme/programme.ts';
import {
  mostGiveBack,
  percentText,
  tierGiveBack,
} from '../../src-shared/programme/checks/give-back.ts';
import { adviseValueLimits } from '../../src-shared/programme/checks/value-limits.ts';
import { withdrawalsFrom } from '../../src-shared/programme/checks/withdrawals.ts';
import type { ParsedProgramme } from '../../src-shared/programme/parse-programme.ts';
import type { Problem } from '../../src-shared/programme/problem.ts';
import { placeText, problemText } from '../../src-shared/text/problem-words.ts';
import { fillWords, programmeWords } from '../../src-shared/text/programme-words.ts';
import { textTable } from './text-table.ts';

/**
 * What `programme check` prints: everything that is wrong with a document, or what it amounts to, with the effective
 * give-back of every tier (PL-05).
 */
export function checkReport(parsed: ParsedProgramme, language: Language): string {
  const words = programmeWords[language];
  if (parsed.status === 'refused') {
    const { problems } = parsed;
    const heading = fillWords(words.refused, { count: problems.length });
    return [heading, problemTable(problems, language)].join('\n');
  }
  const { programme } = parsed;
  const { campaigns, coupons, memberPrices, promotions, plans, sinks } = programme;
  const tiers = programme.tiers.map(({ name, multiplier }) => [
    `  ${name[language]}`,
    percentText(tierGiveBack(programme, multiplier)),
  ]);
  const advice = adviseValueLimits(programme);
  return [
    `${programme.name[language]} · ${fillWords(words.version, { version: programme.version, day: programme.startsOnDay })}`,
    words.accepted,
    fillWords(words.counts, {
      campaigns: campaigns.length,
      coupons: coupons.templates.length,
      prices: memberPrices.length,
      promotions: promotions.length,
      plans: plans.length,
      sinks: sinks.length,
    }),
    '',
    words.giveBack,
    textTable(tiers, ['left', 'right']),
    `  ${words.atMost} ${percentText(mostGiveBack(programme))}`,
    ...(advice.length === 0 ? [] : ['', words.advice, problemTable(advice, language)]),
  ].join('\n');
}

/** What a programme takes from members who have it by another one, a line each; '' for nothing. */
export function againstReport(programme: Programme, before: Programme, language: Language): string {
  const problems = withdrawalsFrom(programme, before).map(({ problem }) => problem);
  if (problems.length === 0) return '';
  const heading = fillWords(programmeWords[language].against, { version: before.version });
  return `\n${heading}\n${problemTable(problems, language)}\n`;
}

function problemTable(problems: readonly Problem[], language: Language): string {
  const rows = problems.map((problem) => [
    `  ${placeText(language, problem)}`,
    problemText(language, problem),
  ]);
  return textTable(rows, ['left', 'left']);
}
