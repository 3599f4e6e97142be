#!/bin/busybox sh
# The first process of the virtual machine: loads the modules, puts memory over this machine's own files, which are
# read-only there, and runs one command. What it prints goes to the machine's console.
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mount -t devtmpfs dev /dev
for module in $($B cat /modules/order); do
  options=
  [ "$module" = dummy_hcd ] && options=num=2 # two sockets of USB
  $B insmod "/modules/$module.ko" $options || echo "The module $module was not loaded."
done
share=trans=virtio,version=9p2000.L,msize=524288
$B mount -t 9p -o "$share,ro,cache=loose" root /lower || echo 'The files of this machine are not there.'
$B mount -t tmpfs memory /memory
$B mkdir /memory/upper /memory/work
$B mount -t overlay -o lowerdir=/lower,upperdir=/memory/upper,workdir=/memory/work overlay /root
for folder in proc sys dev; do $B mount --bind "/$folder" "/root/$folder"; done
gadgets=sys/kernel/config
$B mount -t configfs config "/root/$gadgets"
$B chroot /root /bin/sh -c "$($B cat /command)" </dev/null
echo "The command ended with $?."
echo o >/proc/sysrq-trigger
$B sleep 5
