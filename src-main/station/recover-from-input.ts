import { createInterface } from 'node:readline/promises';
import type { Recovered } from '../../src-shared/contract/till/setup.ts';
import { recoveryCodeCharacters } from '../../src-shared/values/recovery-code.ts';
import { keyFileHolder } from '../till/key-file-holder.ts';
import { recoverKey } from '../till/setup/recover-key.ts';
import { StartFailure } from '../till/start-failure.ts';

const question = '请输入恢复表上的恢复码 Type the code of the recovery sheet: ';

/**
 * Asks for the code of the recovery sheet on standard input, where no list of processes shows it, and puts the key back.
 * Fails with StartFailure, which says what is wrong with the code; nothing was changed then.
 */
export async function recoverFromInput(dataFolder: string): Promise<void> {
  const input = createInterface({ input: process.stdin, output: process.stderr });
  const recoveryCode = await input.question(question);
  input.close();
  const keyHolder = keyFileHolder(dataFolder);
  const recovered = await recoverKey({ dataFolder, keyHolder }, recoveryCode);
  if (recovered.status !== 'opened') throw new StartFailure(wordsOf(recovered));
}

function wordsOf(recovered: Exclude<Recovered, { status: 'opened' }>): string {
  switch (recovered.status) {
    case 'incomplete':
      return (
        `恢复码共 ${recoveryCodeCharacters} 个字符，输入了 ${recovered.characters} 个。` +
        `The code has ${recoveryCodeCharacters} characters, not ${recovered.characters}.`
      );
    case 'mistyped':
      return recovered.groupNo === null
        ? '恢复码有误，请逐组核对。The code is mistyped: compare it group by group.'
        : `第 ${recovered.groupNo} 组有误。Group ${recovered.groupNo} of the code is mistyped.`;
    case 'other_till':
      return '这是另一个收银台的恢复表，打不开本机资料，未作任何更改。This sheet is of another till. Nothing was changed.';
  }
}
