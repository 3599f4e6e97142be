import { describe, expect, it } from 'vitest';
import { parseSerialOption } from '../../src-main/devices/serial-option.ts';

describe('the serial option', () => {
  it.each([
    ['/dev/ttyUSB0', '/dev/ttyUSB0', 9600],
    ['/dev/ttyUSB0:115200', '/dev/ttyUSB0', 115_200],
    ['COM3', 'COM3', 9600],
    ['COM3:19200', 'COM3', 19_200],
    [
      '/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0',
      '/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0',
      9600,
    ],
    [
      '/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0:38400',
      '/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0',
      38_400,
    ],
    ['/tmp/a:b', '/tmp/a:b', 9600],
  ])('reads %s', (text, path, baudRate) => {
    expect(parseSerialOption(text)).toEqual({ path, baudRate });
  });

  it.each([
    ['', ''],
    [' ', ' '],
    ['/dev/ttyS0:0', 'a speed of zero'],
  ])('refuses %j', (text) => {
    expect(parseSerialOption(text)).toBeNull();
  });
});
