/** Photos as they are sent: small enough for a phone's network, and drawn anew, so that nothing of
 * what the camera noted (place, time, owner) is in them. */

/** Longest side, pixels. */
const LONGEST = 1600;
const QUALITY = 0.82;
const TYPE = 'image/jpeg';

/** Sides that fit, in the same proportion; never enlarged. */
export function fitted(width: number, height: number, longest = LONGEST): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Draw a photo anew.
 *
 * @throws Error where the browser cannot read it as an image.
 */
export async function redrawn(file: Blob): Promise<Blob> {
  // Turned as the camera was held.
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const [width, height] = fitted(image.width, image.height);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const pen = canvas.getContext('2d');
    if (!pen) {
      throw new Error('this browser cannot draw');
    }
    // Where a picture lets light through, paper is behind it rather than black.
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, width, height);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(image, 0, 0, width, height);
    return await encoded(canvas);
  } finally {
    image.close();
  }
}

function encoded(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the photo cannot be written'))),
      TYPE,
      QUALITY,
    ),
  );
}
