import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodePng } from '../support/grey-picture.ts';
import { cameraFramesFolder, makeCameraFrames } from './camera-frames.ts';

/** Writes the degraded pictures anew: `node test/devices/make-camera-frames-cli.ts`. */
mkdirSync(cameraFramesFolder, { recursive: true });
for (const { name, picture } of await makeCameraFrames()) {
  writeFileSync(path.join(cameraFramesFolder, `${name}.png`), encodePng(picture));
}
