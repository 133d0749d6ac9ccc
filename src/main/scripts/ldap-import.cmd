@echo off
rem Starts ldap-import. JAVA_HOME or the java on the path is used; LDAP_IMPORT_JAVA_OPTS goes to it.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -Xmx256m -XX:+ExitOnOutOfMemoryError -XX:+UseSerialGC -Djdk.console=java.base "-Dldapimport.home=%~dp0.." %LDAP_IMPORT_JAVA_OPTS% -cp "%~dp0..\lib\*" io.github.ldapimport.cli.LdapImport %*
