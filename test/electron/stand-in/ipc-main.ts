import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';

/** What pages send arrives here as events by their channel. */
export const ipcMain = strict('ipcMain', new EventEmitter());
