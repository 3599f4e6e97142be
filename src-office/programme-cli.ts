import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Language } from '../src-shared/domain/programme/programme.ts';
import {
  parseProgramme,
  type ParsedProgramme,
  readProgramme,
} from '../src-shared/programme/parse-programme.ts';
import { findRepeatedKeys } from '../src-shared/programme/repeated-keys.ts';
import { programmeHelp } from '../src-shared/text/programme-help.ts';
import { pickLanguage } from '../src-shared/text/pick-language.ts';
import { fillWords, programmeWords } from '../src-shared/text/programme-words.ts';
import { againstReport, checkReport } from './programme/check-report.ts';
import { readTrial } from './programme/try-input.ts';
import { tryReport } from './programme/try-report.ts';

/**
 * `programme check FILE` says everything that is wrong with a programme document, or what it amounts to; `--against FILE` what
 * it takes from members who have it by another one.
 * `programme try FILE --receipt FILE --member FILE` shows what a member would get on a receipt, before anyone publishes it.
 * Ends with 1 where a file is not accepted, with 2 where the command line is not.
 */

class NotReadable extends Error {}

try {
  run();
} catch (error) {
  if (!(error instanceof NotReadable)) throw error;
  fail(error.message, 1);
}

function run(): void {
  const language = readLanguage();
  const { usage, help } = programmeHelp[language];
  const options = readOptions();
  if (options === null) {
    fail(usage, 2);
    return;
  }
  const { values, positionals } = options;
  if (values.help) {
    say(help);
    return;
  }
  const [command, file, ...rest] = positionals;
  const { receipt, member, against } = values;
  if (command === 'check' && file !== undefined && rest.length === 0) {
    check(file, against, language);
  } else if (
    command === 'try' &&
    file !== undefined &&
    rest.length === 0 &&
    receipt !== undefined &&
    member !== undefined
  ) {
    tryOut(file, { receipt, member }, language);
  } else {
    fail(usage, 2);
  }
}

/** What --lang asks for, also where the rest of the command line is wrong; without it the language of the system. */
function readLanguage(): Language {
  const { values } = parseArgs({ strict: false, options: { lang: { type: 'string' } } });
  if (typeof values.lang === 'string') return pickLanguage(values.lang);
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  // "zh_TW.UTF-8"; empty counts as not set.
  const [locale = ''] = (LC_ALL || LC_MESSAGES || LANG || '').split(/[.@]/);
  return pickLanguage(locale.replace('_', '-'));
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        against: { type: 'string' },
        receipt: { type: 'string' },
        member: { type: 'string' },
        lang: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch {
    return null; // an option nobody knows: the usage says which there are
  }
}

function check(file: string, against: string | undefined, language: Language): void {
  const parsed = readDocument(file, language, parseProgramme);
  say(`${checkReport(parsed, language)}\n`);
  if (parsed.status === 'refused') process.exitCode = 1;
  if (parsed.status === 'refused' || against === undefined) return;
  const before = readDocument(against, language, readProgramme);
  if (before.status === 'refused') fail(checkReport(before, language), 1);
  else say(againstReport(parsed.programme, before.programme, language));
}

function tryOut(
  file: string,
  files: { readonly receipt: string; readonly member: string },
  language: Language,
): void {
  const parsed = readDocument(file, language, parseProgramme);
  if (parsed.status === 'refused') {
    fail(checkReport(parsed, language), 1);
    return;
  }
  const { programme } = parsed;
  const read = readTrial(programme, language, {
    receipt: readJson(files.receipt, language),
    member: readJson(files.member, language),
  });
  if (read.status === 'refused') fail(read.problems.join('\n'), 1);
  else say(`${tryReport(programme, read.trial, language)}\n`);
}

/** Reads a programme document; one that says something twice is refused as it would be at publication. */
function readDocument(
  file: string,
  language: Language,
  read: (json: unknown) => ParsedProgramme,
): ParsedProgramme {
  const text = readText(file, language);
  const json = parseJson(text, file, language);
  const problems = findRepeatedKeys(text);
  return problems.length === 0 ? read(json) : { status: 'refused', problems };
}

function readJson(file: string, language: Language): unknown {
  return parseJson(readText(file, language), file, language);
}

function parseJson(text: string, file: string, language: Language): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notReadable(programmeWords[language].notJson, file, error);
  }
}

/** Without the byte order mark that some editors put before it. Other encodings are told, or names would come out wrong. */
function readText(file: string, language: Language): string {
  const bytes = readBytes(file, language);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new NotReadable(fillWords(programmeWords[language].notUtf8, { file }));
  }
}

function readBytes(file: string, language: Language): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw notReadable(programmeWords[language].notReadable, file, error);
  }
}

/** The runtime's own reason names the file's number of the fault or the place in it, in English. */
function notReadable(words: string, file: string, error: unknown): NotReadable {
  const reason = error instanceof Error ? error.message : String(error);
  return new NotReadable(fillWords(words, { file, reason }));
}

function say(text: string): void {
  process.stdout.write(text);
}

function fail(text: string, exitCode: number): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCode;
}
