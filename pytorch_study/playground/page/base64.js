// Arrays of numbers travel as base64 in JSON.

/** Bytes from base64. */
export function fromBase64(b64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(b64); // browsers since 2025; quicker
  return Uint8Array.from(atob(b64), (letter) => letter.charCodeAt(0));
}

/** Base64 from bytes. */
export function toBase64(bytes) {
  if (bytes.toBase64) return bytes.toBase64();
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

/** The numbers that one of a layer's maps stands for: they themselves where they were sent, else what bytes can say. */
export function valuesOf(layer, channel) {
  if (layer.floats) {
    const all = new Float32Array(fromBase64(layer.floats).buffer);
    const each = all.length / layer.maps.length;
    return Array.from(all.subarray(channel * each, (channel + 1) * each));
  }
  const bytes = Array.from(fromBase64(layer.maps[channel]));
  return bytes.map((byte) => (layer.signed ? ((byte - 128) / 127) * layer.scale : (byte / 255) * layer.scale));
}
