/**
 * What a program says on stderr when it cannot start. Whoever reads it set no language: the Chinese sentences first, the
 * English ones behind them, always both.
 */
export function inBothLanguages(chinese: string, english: string): string {
  return `${chinese}${english}`;
}

/** Another program listens on that port. */
export function portTakenWords(port: number): string {
  return inBothLanguages(
    `端口 ${port} 已被占用，请换一个 --port。`,
    `Port ${port} is taken: give another --port.`,
  );
}

/** Another process works in that data folder. */
export function folderInUseWords(folder: string): string {
  return inBothLanguages(
    `数据文件夹 ${folder} 正被另一个程序使用，请先停止它，或换一个文件夹。`,
    `The data folder ${folder} is in use by another program. Stop that one first, or give this one a folder of its own.`,
  );
}

/** Whether an error of the system says that a port is taken. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
