// GCJ-02, the shifted datum of Chinese map providers, from WGS-84 and back. The same formulas as
// services/intake/reports/place/datum.py; a test compares the two.

const AXIS = 6378245.0;
const ECCENTRICITY = 0.006693421622965943;

const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (value) => (value * 180) / Math.PI;
const wave = (first, turns, second, slower) =>
  ((first * Math.sin(turns * Math.PI) + second * Math.sin(slower * Math.PI)) * 2) / 3;

function northward(x, y) {
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
    + wave(20, 6 * x, 20, 2 * x) + wave(20, y, 40, y / 3) + wave(160, y / 12, 320, y / 30);
}

function eastward(x, y) {
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
    + wave(20, 6 * x, 20, 2 * x) + wave(20, x, 40, x / 3) + wave(150, x / 12, 300, x / 30);
}

/** A WGS-84 point [lat, long] as tiles in GCJ-02 show it; outside of China nothing moves. */
export function toGcj02([lat, long]) {
  if (lat < 0.8293 || lat > 55.8271 || long < 72.004 || long > 137.8347) return [lat, long];
  const curve = 1 - ECCENTRICITY * Math.sin(radians(lat)) ** 2;
  const root = Math.sqrt(curve);
  const meridian = (AXIS * (1 - ECCENTRICITY)) / (curve * root);
  const parallel = (AXIS / root) * Math.cos(radians(lat));
  return [
    lat + degrees(northward(long - 105, lat - 35) / meridian),
    long + degrees(eastward(long - 105, lat - 35) / parallel),
  ];
}

/** The WGS-84 point that toGcj02 moves to the given one. */
export function fromGcj02(shown) {
  let [lat, long] = shown;
  for (let step = 0; step < 30; step += 1) {
    const moved = toGcj02([lat, long]);
    const north = shown[0] - moved[0];
    const east = shown[1] - moved[1];
    lat += north;
    long += east;
    if (Math.max(Math.abs(north), Math.abs(east)) < 1e-9) break;
  }
  return [lat, long];
}
