#!/usr/bin/env bash
# Install VS Code into a new folder, from the npm package code-server, and print what test_vscode.py needs to know.
# The package's own installation downloads programs from elsewhere. They are not needed, so its parts are installed here.
# It needs Node 20, a C++ compiler, and Debian's packages libkrb5-dev, libx11-dev and libxkbfile-dev.
set -euo pipefail
folder=$(realpath -m "$1")
vscode=$folder/node_modules/code-server/lib/vscode
gyp=$(npm root --global)/npm/node_modules/node-gyp/bin/node-gyp.js
headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")

npm install --no-audit --no-fund --prefix "$folder" --ignore-scripts code-server@4.100.3
cd "$vscode"
npm install --no-audit --no-fund --omit=dev --legacy-peer-deps --ignore-scripts
for module in @vscode/spdlog node-pty native-watchdog @parcel/watcher; do
    (cd "node_modules/$module" && node "$gyp" rebuild --nodedir="$headers")
done
echo "ACTIVITYLINT_VSCODE=$vscode"
