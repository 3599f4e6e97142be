/**
 * Answers many questions by one read. Those that are asked while a read runs wait for the next, which begins after the last of
 * them was asked: no answer is older than its question. `readMany` answers in the order of its questions; where it fails, all of
 * them fail.
 */
export function makeBatchReader<Question, Answer>(
  readMany: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let waiting: { readonly question: Question; readonly settle: PromiseWithResolvers<Answer> }[] =
    [];
  let isReading = false;

  const readWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const asked = waiting;
      waiting = [];
      try {
        const answers = await readMany(asked.map(({ question }) => question));
        answers.forEach((answer, index) => asked[index]?.settle.resolve(answer));
      } catch (error) {
        for (const { settle } of asked) settle.reject(error);
      }
    }
    isReading = false;
  };

  return (question) => {
    const settle = Promise.withResolvers<Answer>();
    waiting.push({ question, settle });
    if (!isReading) {
      isReading = true;
      // Tills that one change has woken ask in the same moment.
      setImmediate(() => void readWaiting());
    }
    return settle.promise;
  };
}
