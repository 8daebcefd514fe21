/** Does some work, and says whether the tab was hidden for any part of it. */
export async function watchingTab<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly wasHidden: boolean }> {
  let wasHidden = document.hidden;
  const look = () => {
    wasHidden ||= document.hidden;
  };
  document.addEventListener('visibilitychange', look);
  try {
    return { result: await work(), wasHidden };
  } finally {
    document.removeEventListener('visibilitychange', look);
  }
}
