@echo off
rem Starts ldap-import. JAVA_HOME or the java on the path is used; LDAP_IMPORT_JAVA_OPTS goes to it.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
rem the heap begins small, but not beside options of somebody's own, which it may not fit
set "BEGINNING=-Xms96m -Xmn64m"
set "COLLECTOR=-XX:+UseSerialGC"
if "%~1"=="serve" set "BEGINNING=-Xms80m -Xmn48m"
if defined LDAP_IMPORT_JAVA_OPTS set "BEGINNING="
if defined LDAP_IMPORT_JAVA_OPTS if not "%LDAP_IMPORT_JAVA_OPTS:+Use=%"=="%LDAP_IMPORT_JAVA_OPTS%" if not "%LDAP_IMPORT_JAVA_OPTS:GC=%"=="%LDAP_IMPORT_JAVA_OPTS%" set "COLLECTOR="
"%JAVA%" -Xmx256m %BEGINNING% %COLLECTOR% -XX:+ExitOnOutOfMemoryError -Djdk.console=java.base -Dpicocli.disable.closures=true "-Dldapimport.home=%~dp0.." %LDAP_IMPORT_JAVA_OPTS% -cp "%~dp0..\lib\*" io.github.ldapimport.cli.LdapImport %*
