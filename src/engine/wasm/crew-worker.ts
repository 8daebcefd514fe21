import type { CrewMessage } from './crew.ts';
import { crewMember } from './crew-member.ts';

const member = crewMember(() => self.postMessage('ready'));
self.addEventListener('message', ({ data }: MessageEvent<CrewMessage>) => member(data));
