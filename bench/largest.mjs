import { memoryProblem, summarize } from './core.mjs';

/** What building and two training steps of each network come to, path by path: its bytes, or the words of a refusal. */
export async function tryLargest(subjects, works) {
  const outcomes = [];
  for (const { work, batch, architecture } of works)
    for (const { path, ask } of subjects) {
      const summary = summarize(architecture);
      const inPage = memoryProblem(summary, { optimizer: 'adam', batchSize: batch });
      const about = { work, batch, path, parameters: summary.parameters, inPage };
      outcomes.push({ ...about, ...(await outcomeOf(ask, { architecture, batch })) });
    }
  return outcomes;
}

async function outcomeOf(ask, { architecture, batch }) {
  try {
    const reply = await ask({ type: 'build', architecture, batch });
    return { bytes: reply.memoryBytes, problem: reply.trainingProblem };
  } catch (error) {
    return { bytes: null, problem: error.message.split('\n')[0] };
  }
}
