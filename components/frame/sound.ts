/** Seconds. */
const LENGTH = 0.12;
const PAUSE = 1;

let audio: AudioContext | undefined;
let last = -PAUSE;

/** A short, soft tone; nothing before the reader has touched the page, and at most one a second. */
export async function play(): Promise<void> {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') await audio.resume();
  const { currentTime: now } = audio;
  if (now - last < PAUSE) return;
  last = now;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 880;
  volume.gain.setValueAtTime(0.08, now);
  volume.gain.exponentialRampToValueAtTime(0.0001, now + LENGTH);
  tone.connect(volume).connect(audio.destination);
  tone.start(now);
  tone.stop(now + LENGTH);
}
