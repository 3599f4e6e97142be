/** Every seed that ever failed, lived through again in every run; the mistakes they showed are mended. */
export const failedSeeds: readonly number[] = [378_183_391, 398_184_722];
