import { z } from 'zod';
import { taskRepeats } from '../../domain/task/task.ts';
import { code, localText } from './fields.ts';

/** Leaves room for the day in the key of a doing. */
export const taskSection = z.strictObject({
  taskId: code,
  name: localText,
  taskPoints: z.int().min(1).max(1_000_000),
  repeats: z.enum(taskRepeats),
});
