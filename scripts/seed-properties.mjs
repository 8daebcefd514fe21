import fc from 'fast-check';

// Property tests draw the same cases each time, so that a red run is somebody's change; the full run draws new ones.
if (!process.env.FULL) fc.configureGlobal({ seed: 1 });
